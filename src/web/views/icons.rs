//! Renders icons once, when the templates are loaded: a page shows dozens, and each
//! component call costs more than the icon itself.

use std::collections::HashMap;

use tera::{Context, Tera};

use super::filters;
use crate::locale::Language;

/// The template that defines the component `icon`.
const COMPONENTS: &str = "components/marks.html";

const CALL: (&str, &str) = ("{{ <icon name=\"", "\" /> }}");

/// Returns the templates with every call for an icon of a fixed name replaced by the
/// icon, on one line, so that line numbers in error messages stay right.
pub(super) fn drawn(
    mut templates: Vec<(String, String)>,
) -> Result<Vec<(String, String)>, tera::Error> {
    let components = templates.iter().find(|(name, _)| name == COMPONENTS);
    let Some((_, components)) = components else { return Ok(templates) };
    let mut pen = Pen::new(components)?;
    for (_, source) in &mut templates {
        *source = pen.draw(source)?;
    }
    Ok(templates)
}

struct Pen {
    tera: Tera,
    drawn: HashMap<String, String>,
}

impl Pen {
    fn new(components: &str) -> Result<Self, tera::Error> {
        let mut tera = Tera::new();
        filters::register(&mut tera, Language::default());
        tera.autoescape_on([".html"]);
        let call = "{{ <icon name={name} /> }}";
        tera.add_raw_templates([(COMPONENTS, components), ("icon.html", call)])?;
        Ok(Self { tera, drawn: HashMap::new() })
    }

    fn draw(&mut self, source: &str) -> Result<String, tera::Error> {
        let mut parts = source.split(CALL.0);
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once(CALL.1) {
                Some((name, rest)) if name.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                    text.push_str(self.icon(name)?);
                    text.push_str(rest);
                }
                _ => {
                    text.push_str(CALL.0);
                    text.push_str(part);
                }
            }
        }
        Ok(text)
    }

    fn icon(&mut self, name: &str) -> Result<&str, tera::Error> {
        if !self.drawn.contains_key(name) {
            let mut context = Context::new();
            context.insert("name", name);
            let icon = self.tera.render("icon.html", &context)?.replace('\n', "");
            self.drawn.insert(name.to_owned(), icon);
        }
        Ok(self.drawn.get(name).map_or("", String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_name_is_drawn_and_a_variable_one_is_left() {
        let icon =
            "{% component icon(name: string) %}\n<svg>{{ name }}</svg>\n{% endcomponent icon %}";
        let page = "<b>{{ <icon name=\"plus\" /> }}</b>\n{{ <icon name={x} /> }}";
        let templates = [(COMPONENTS, icon), ("page.html", page)];
        let templates = templates.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let drawn = drawn(templates.to_vec()).unwrap();
        assert_eq!(drawn[1].1, "<b><svg>plus</svg></b>\n{{ <icon name={x} /> }}");
    }
}
