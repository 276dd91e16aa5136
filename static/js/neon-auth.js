// Better Auth client.
