"""The roof: settings, addresses, servers, system checks. It imports everything and nothing imports it."""
