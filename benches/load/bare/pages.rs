//! The same content as the product's pages, in as few tags as possible.

use actix_web::HttpResponse;
use serde_json::Value;
use tera::{Context, Tera};

pub struct Pages(Tera);

const LAYOUT: &str = "<!doctype html><html lang=\"en\"><head><title>{{ title }}</title>\
<link rel=\"stylesheet\" href=\"/app.css\"></head><body><main>{% block main %}{% endblock %}</main></body></html>";

const TODOS: &str = "{% extends \"layout.html\" %}{% block main %}<h1>{{ title }}</h1><ul>\
{% for todo in todos %}<li><a href=\"/o/{{ slug }}/todos/{{ todo.id }}\">{{ todo.title }}</a> \
{{ todo.author }} {{ todo.created_at }} {% if todo.completed_at %}done{% endif %}\
<form method=\"post\" action=\"/o/{{ slug }}/todos/{{ todo.id }}/completion\"><button>Done</button></form></li>\
{% endfor %}</ul>{% endblock %}";

const DASHBOARD: &str = "{% extends \"layout.html\" %}{% block main %}<h1>{{ title }}</h1>\
<p>{{ person }}, {{ role }}</p><nav>{% for place in places %}<a href=\"/o/{{ place.slug }}\">{{ place.name }}</a> \
{{ place.role }}{% endfor %}</nav><dl><dt>Open</dt><dd>{{ open }}</dd><dt>Done</dt><dd>{{ done }}</dd>\
<dt>Members</dt><dd>{{ members }}</dd><dt>Invitations</dt><dd>{{ invitations }}</dd></dl><table>\
{% for day in days %}<tr><th>{{ day[0] }}</th><td>{{ day[1] }}</td><td>{{ day[2] }}</td></tr>{% endfor %}\
</table><ul>{% for todo in recent %}<li>{{ todo.title }} {{ todo.author }} {{ todo.at }}</li>{% endfor %}</ul>\
{% endblock %}";

const SELECT: &str = "{% extends \"layout.html\" %}{% block main %}<h1>{{ title }}</h1><p>{{ total }}</p><ul>\
{% for place in places %}<li><a href=\"/o/{{ place.slug }}/dashboard\">{{ place.name }}</a> {{ place.role }}</li>\
{% endfor %}</ul>{% endblock %}";

impl Pages {
    pub fn new() -> Self {
        let mut tera = Tera::new();
        tera.autoescape_on([".html"]);
        let templates = [
            ("layout.html", LAYOUT),
            ("todos.html", TODOS),
            ("dashboard.html", DASHBOARD),
            ("select.html", SELECT),
        ];
        tera.add_raw_templates(templates).unwrap();
        Self(tera)
    }

    pub fn html(&self, name: &str, content: &Value) -> HttpResponse {
        let context = Context::from_serialize(content).unwrap();
        let html = self.0.render(&format!("{name}.html"), &context).unwrap();
        HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html)
    }
}
