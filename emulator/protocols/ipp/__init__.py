"""IPP as a printer speaks it (RFC 8010 and 8011, PWG 5100.x): HTTP, operations, attributes, jobs, subscriptions."""
