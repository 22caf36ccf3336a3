"""What every screen is made of: base templates, components, htmx, navigation, panels, charts."""
