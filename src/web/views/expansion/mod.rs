//! Puts components in the place of their calls when the templates are loaded: a call costs a map
//! of arguments and a state of its own at each render, and a page has hundreds.
//!
//! | File | |
//! |---|---|
//! | `source` | a template as text and tags |
//! | `component` | definitions, and those whose body can stand in a call's place |
//! | `call` | calls and their arguments |
//! | `names` | the names in a tag, replaced |
//!
//! The page has the same bytes as with the calls; a test compares all samples. A component
//! stays a component if it takes any argument (`...rest`), a body, or sets variables from
//! within a loop (`set_global`): in another's place these mean something else.

mod call;
mod component;
mod names;
mod source;

use std::collections::{BTreeSet, HashMap};

use self::{
    call::Call,
    component::Component,
    source::{Piece, pieces},
};

/// Icons of fixed names are drawn by `icons`; for others a choice of thirty stays a call.
const CALLED: &str = "icon";

/// Deep enough for every component, and an end for two that call each other.
const DEPTH: usize = 8;

/// Returns the templates with the calls of components replaced by what they call.
pub(super) fn expanded(templates: Vec<(String, String)>) -> Vec<(String, String)> {
    let parsed: Vec<_> =
        templates.into_iter().map(|(name, source)| (name, pieces(&source))).collect();
    let components = parsed.iter().flat_map(|(_, pieces)| component::defined(pieces));
    let mut expander =
        Expander { components: components.filter(|(name, _)| name != CALLED).collect(), calls: 0 };
    let written: Vec<_> = parsed
        .into_iter()
        .map(|(name, pieces)| {
            let kept = component::without(pieces, &|name| expander.components.contains_key(name));
            (name, kept)
        })
        .collect();
    let expand = |(name, pieces): (String, Vec<Piece>)| (name, expander.expand(pieces, DEPTH));
    let expanded: Vec<_> = written.into_iter().map(expand).collect();
    expander.with_called(expanded)
}

struct Expander {
    components: HashMap<String, Component>,
    /// Tells the variables of one call from those of another.
    calls: usize,
}

impl Expander {
    fn expand(&mut self, pieces: Vec<Piece>, depth: usize) -> Vec<Piece> {
        let mut written = Vec::new();
        for piece in pieces {
            match self.body(&piece, depth) {
                Some(body) => written.extend(self.expand(body, depth - 1)),
                None => written.push(piece.folded()),
            }
        }
        written
    }

    /// Returns what the piece calls, with the call's arguments in the place of the parameters.
    fn body(&mut self, piece: &Piece, depth: usize) -> Option<Vec<Piece>> {
        let Piece::Expression(code) = piece else { return None };
        let call = Call::parse(code).filter(|call| call.is_whole && depth > 0)?;
        let component = self.components.get(&call.name)?;
        let body = component.called(&call, self.calls)?;
        self.calls += 1;
        Some(body)
    }

    /// Returns the templates as text; the definitions of components that are still called
    /// somewhere are a template of their own.
    fn with_called(mut self, templates: Vec<(String, Vec<Piece>)>) -> Vec<(String, String)> {
        let mut called: BTreeSet<String> = BTreeSet::new();
        let mut waiting: Vec<String> =
            templates.iter().flat_map(|(_, pieces)| call::names(pieces)).collect();
        let mut definitions = String::new();
        while let Some(name) = waiting.pop() {
            let Some(component) = self.components.get(&name) else { continue };
            if !called.insert(name) {
                continue;
            }
            let definition = component.definition.clone();
            let definition = self.expand(definition, DEPTH);
            waiting.extend(call::names(&definition));
            definitions.push_str(&source::text(&definition));
        }
        let texts = templates.into_iter().map(|(name, pieces)| (name, source::text(&pieces)));
        texts.chain([("components/called.html".to_owned(), definitions)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(templates: &[(&str, &str)]) -> String {
        let owned = templates.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let expanded = expanded(owned.collect());
        expanded.into_iter().find(|(name, _)| name == "page.html").unwrap().1
    }

    fn rendered(components: &str, page: &str) -> String {
        let templates = [("components.html", components), ("page.html", page)];
        let expanded = expanded(
            templates.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect(),
        );
        let mut context = tera::Context::new();
        context.insert("rows", &["<a>", "b"].map(|name| HashMap::from([("name", name)])));
        context.insert("it", "outer");
        context.insert("first", "<a>");
        let both = [templates.map(|(name, text)| (name.into(), text.into())).to_vec(), expanded];
        let [called, expanded] = both.map(|templates: Vec<(String, String)>| {
            let mut tera = tera::Tera::new();
            tera.autoescape_on([".html"]);
            tera.add_raw_templates(templates).unwrap();
            tera.render("page.html", &context).unwrap()
        });
        assert_eq!(called, expanded);
        expanded
    }

    #[test]
    fn a_call_gives_way_to_the_body() {
        let row = "{% component row(name: string) -%}\n<i>{{ name }}</i>\n{%- endcomponent row %}";
        let page = "{% for row in rows %}{{ <row name={row.name} /> }} {% endfor %}";
        assert_eq!(
            expand(&[("c.html", row), ("page.html", page)]),
            "{% for row in rows %}<i>{{ row.name }}</i> {% endfor %}"
        );
        assert_eq!(rendered(row, page), "<i>&lt;a&gt;</i> <i>b</i> ");
    }

    #[test]
    fn a_components_variables_are_its_own() {
        let list = "{% component list(rows: array, it: string) %}{% set shown = it %}\
                    {% for it in rows %}[{{ it.name }} {{ shown }}]{% endfor %}{{ it }}\
                    {% endcomponent list %}";
        let page = "{% set shown = \"mine\" %}{{ <list rows it=\"a&b\" /> }} {{ shown }} {{ it }}";
        // A loop's variable that is named like a parameter is told from it by nobody.
        assert_eq!(rendered(list, page), "[&lt;a&gt; a&amp;b][b a&amp;b]a&amp;b mine outer");
        let inner = list.replace("for it in", "for one in").replace("it.name", "one.name");
        let page = page.replace("it=\"a&b\"", "it={first}");
        assert_eq!(
            rendered(&inner, &page),
            "[&lt;a&gt; &lt;a&gt;][b &lt;a&gt;]&lt;a&gt; mine outer"
        );
        assert!(!expand(&[("c.html", &inner), ("page.html", &page)]).contains("<list"));
    }

    #[test]
    fn what_means_something_else_elsewhere_stays_a_call() {
        for body in ["{% set_global x = 1 %}", "{{ body }}", "{{ rest.a }}"] {
            let definition = format!(
                "{{% component c(a: string = \"\", ...rest) %}}{body}{{% endcomponent c %}}"
            );
            let page = "{{ <c a=\"1\" /> }}";
            assert_eq!(expand(&[("c.html", &definition), ("page.html", page)]), page);
        }
    }
}
