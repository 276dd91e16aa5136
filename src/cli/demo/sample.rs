//! The content of the sample data.

use crate::types::Role::{self, Admin, Member};

/// A person; the address is `{key}@demo.example`.
pub(super) struct Person {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
}

/// An organization; it refers to people by their keys.
pub(super) struct Organization {
    pub(super) name: &'static str,
    pub(super) slug: &'static str,
    pub(super) owner: &'static str,
    pub(super) staff: &'static [(&'static str, Role)],
    /// Addresses whose invitation is unanswered.
    pub(super) invited: &'static [(&'static str, Role)],
    /// The oldest first.
    pub(super) todos: &'static [&'static str],
}

const fn person(key: &'static str, name: &'static str) -> Person {
    Person { key, name }
}

pub(super) const PEOPLE: [Person; 12] = [
    person("marta", "Marta Keller"),
    person("tom", "Tom Okafor"),
    person("ines", "Inês Duarte"),
    person("jonas", "Jonas Lindqvist"),
    person("wei", "Wei Chen"),
    person("olena", "Olena Kovalenko"),
    person("priya", "Priya Raman"),
    person("samuel", "Samuel Osei"),
    person("hannah", "Hannah Frost"),
    person("luca", "Luca Moretti"),
    person("aoife", "Aoife Byrne"),
    person("fatima", "Fatima Zahra El Amrani"),
];

/// Marta and Priya belong to both.
pub(super) const ORGANIZATIONS: [Organization; 2] = [
    Organization {
        name: "Acme Joinery",
        slug: "acme-joinery",
        owner: "marta",
        staff: &[
            ("tom", Admin),
            ("ines", Member),
            ("jonas", Member),
            ("wei", Member),
            ("olena", Member),
            ("priya", Admin),
        ],
        invited: &[("workshop@supplier.example", Member), ("ruth@demo.example", Admin)],
        todos: &[
            "Measure the Keller staircase",
            "Order oak for the Keller staircase",
            "Renew the insurance of the workshop",
            "Sharpen the plane irons",
            "Quote for the library's reading room",
            "Ask the mill about ash boards",
            "Replace the band saw's guide",
            "Draw the kitchen on Linden Street",
            "Collect the hinges from the smith",
            "Glue up the table top for the Brandts",
            "Photograph the finished wardrobe",
            "Book the van for the delivery in Basel",
            "Empty the dust extractor",
            "Send the invoice for the shop counter",
            "Sand and oil the bench at the museum",
            "Call the Brandts about the delivery date",
            "Check the moisture of the walnut",
            "Write up the week's hours",
            "Interview the second apprentice",
            "Order screws and dowels",
            "Repair the drawer from 14 Mill Lane",
            "Plan the summer holidays",
            "Fit the handrail on Saturday",
            "Compare prices for LED lamps",
            "Return the hired planer",
            "Update the prices on the website",
            "Cut the treads for the Keller staircase",
        ],
    },
    Organization {
        name: "Harbour Street Clinic",
        slug: "harbour-street-clinic",
        owner: "samuel",
        staff: &[
            ("hannah", Admin),
            ("priya", Member),
            ("luca", Member),
            ("aoife", Member),
            ("fatima", Member),
            ("marta", Member),
        ],
        invited: &[("night.desk@demo.example", Member)],
        todos: &[
            "Agree the holiday rota",
            "Calibrate the blood pressure monitors",
            "Restock room 3",
            "Reply to the council about parking",
            "Train the front desk on the new phones",
            "Order flu vaccine for October",
            "Service the autoclave",
            "Translate the leaflet on asthma",
            "Write to patients about the new hours",
            "Replace the lamp in the waiting room",
            "Review the fire drill",
            "Check the expiry dates in the emergency bag",
            "Find a locum for the second week of May",
            "Fix the squeaking door of room 1",
            "Prepare the talk on back pain",
            "Call the laboratory about late results",
            "Choose new chairs with Marta",
            "Update the list of on-call numbers",
            "Archive last year's rotas",
            "Sign the contract with the cleaners",
            "Send the survey to new patients",
            "Set up the second printer",
            "Ask about the lift inspection",
            "Draft the newsletter",
        ],
    },
];
