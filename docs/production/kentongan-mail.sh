#!/bin/sh
# /usr/local/bin/kentongan-mail, mode 0755: Postfix hands over one e-mail, as account kentongan.
# Whatever goes wrong on this side, the mail server keeps the letter and tries again (75).
[ -r /etc/kentongan/house.env ] || exit 75
set -a
. /etc/kentongan/house.env
set +a
umask 0077
export PYTHONPATH=/opt/kentongan/src
/opt/kentongan/.venv/bin/python -P -m kentongan.site.command mail receive --to "$1"
code=$?
[ "$code" -eq 0 ] || [ "$code" -eq 65 ] || code=75
exit "$code"
