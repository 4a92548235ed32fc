#!/bin/sh
# Install other people's programs that the tests of this folder talk to, where that is allowed: as root, with apt-get.
# Quiet, bounded in time, and never a reason to fail: a test whose program is missing says so and is skipped.
set -u

# program:package, one a line
PROGRAMS="
snmpget:snmp
snmptranslate:snmp
snmptrapd:snmptrapd
smilint:smitools
ipptool:cups-ipp-utils
gs:ghostscript
foo2hiperc:printer-driver-foo2zjs
/usr/lib/cups/filter/hpps:printer-driver-postscript-hp
/usr/lib/cups/backend/socket:cups
/usr/lib/cups/filter/pdftopdf:cups-filters
lpadmin:cups-client
fusioninventory-netdiscovery:fusioninventory-agent-task-network
/usr/lib/nagios/plugins/check_hpjd:monitoring-plugins-standard
prometheus-snmp-exporter:prometheus-snmp-exporter
nmap:nmap
curl:curl
rlpr:rlpr
"

missing=""
for entry in $PROGRAMS; do
    program=${entry%%:*}
    package=${entry#*:}
    command -v "$program" >/dev/null 2>&1 && continue
    case " $missing " in
        *" $package "*) ;;
        *) missing="$missing $package" ;;
    esac
done

[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "peers: not installed (needs root and apt-get):$missing"
    exit 0
fi

echo "peers: installing$missing"
export DEBIAN_FRONTEND=noninteractive
install() {
    # shellcheck disable=SC2086  # several packages
    timeout 300 apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 </dev/null
}
install || { timeout 120 apt-get update -qq >/dev/null 2>&1 </dev/null && install; } || echo "peers: apt-get could not install$missing"
exit 0
