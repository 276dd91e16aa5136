//! Sign in and sign up, at `/auth/login`.

use serde::Serialize;

use crate::web::views::{FieldErrors, HOSTILE, LONG_NAME, Layout, Page};

/// The page for signing in or creating an account.
#[derive(Clone, Debug, Serialize)]
pub struct LoginPage {
    /// What every page shares.
    pub layout: Layout,
    /// Which of the two forms is shown.
    pub mode: LoginMode,
    /// The name as typed; for signing up.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// Where to go afterwards; may be empty.
    pub return_to: String,
    /// What is wrong with the form.
    pub errors: FieldErrors,
    /// The password was refused, so another way is offered.
    pub wrong_password: bool,
    /// The invitation being followed.
    pub invitation: Option<FollowedInvitation>,
    /// Other ways to sign in, in the order shown.
    pub providers: Vec<SocialProvider>,
}

/// The two forms of the login page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginMode {
    /// E-mail address and password of an existing account.
    #[default]
    SignIn,
    /// A new account.
    SignUp,
}

/// The invitation that brought the person here.
#[derive(Clone, Debug, Serialize)]
pub struct FollowedInvitation {
    /// Name of the organization that invites.
    pub tenant_name: String,
}

/// Another service that can say who somebody is.
#[derive(Clone, Debug, Serialize)]
pub struct SocialProvider {
    /// As in the URL: `"google"`, `"github"`.
    pub id: String,
    /// As people know it.
    pub label: String,
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "pages/login.html";

    fn samples() -> Vec<Self> {
        let empty = Self {
            layout: Layout::sample_visitor("Sign in", "login"),
            mode: LoginMode::SignIn,
            name: String::new(),
            email: String::new(),
            return_to: String::new(),
            errors: FieldErrors::default(),
            wrong_password: false,
            invitation: None,
            providers: vec![],
        };
        let refused = Self {
            email: "ada@example.com".to_owned(),
            return_to: "/o/acme/todos?filter=open".to_owned(),
            errors: FieldErrors::whole("The e-mail address or the password is not right."),
            wrong_password: true,
            providers: vec![provider("google", "Google"), provider("github", "GitHub")],
            ..empty.clone()
        };
        let sign_up = Self { mode: LoginMode::SignUp, ..empty.clone() };
        let invited = Self {
            name: HOSTILE.to_owned(),
            email: HOSTILE.to_owned(),
            errors: FieldErrors::one("email", "Enter an e-mail address, such as ada@example.com.")
                .and("password", "Use at least 8 characters."),
            invitation: Some(FollowedInvitation { tenant_name: LONG_NAME.to_owned() }),
            return_to: "/invitations/4f1d".to_owned(),
            ..sign_up.clone()
        };
        vec![empty, refused, sign_up, invited]
    }
}

fn provider(id: &str, label: &str) -> SocialProvider {
    SocialProvider { id: id.to_owned(), label: label.to_owned() }
}
