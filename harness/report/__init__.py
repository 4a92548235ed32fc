"""Results as terminal table, HTML, JUnit XML and JSON."""
