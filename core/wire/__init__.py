"""What crosses the network, sans-IO: SNMP messages, the accounting MIB, job records, PJL. Imports nothing of ours."""
