#!/bin/sh
# /usr/local/bin/kentongan, mode 0755: an operator's commands with the server's environment.
#   sudo kentongan check        sudo kentongan line add        sudo kentongan createstaff …
set -a
. /etc/kentongan/house.env
. /etc/kentongan/owner.env
. /etc/kentongan/backup.env
set +a
umask 0077
export PYTHONPATH=/opt/kentongan/src
exec setpriv --reuid=kentongan --regid=kentongan --init-groups --no-new-privs \
    /opt/kentongan/.venv/bin/python -P -m kentongan.site.command "$@"
