"""What a text inside a form is likely to be, learned from keyed forms: a name, a value, a reason, an explanation, evidence, a label …"""
