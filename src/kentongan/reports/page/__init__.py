"""From rows to what the templates show: frozen values, nothing left to ask or to decide."""
