"""The table of operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire.ipp_words import Operation as Op
from emulator.protocols.ipp import documents, job_control, operator, printing, subscribing
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.request import Answer, Request

OPERATIONS: Final[dict[int, Callable[[Desk, Request], Answer]]] = {
    Op.PRINT_JOB: printing.print_job,
    Op.VALIDATE_JOB: printing.validate_job,
    Op.CREATE_JOB: printing.create_job,
    Op.SEND_DOCUMENT: printing.send_document,
    Op.CANCEL_JOB: job_control.cancel_job,
    Op.GET_JOB_ATTRIBUTES: job_control.get_job_attributes,
    Op.GET_JOBS: job_control.get_jobs,
    Op.GET_PRINTER_ATTRIBUTES: operator.get_printer_attributes,
    Op.HOLD_JOB: job_control.hold_job,
    Op.RELEASE_JOB: job_control.release_job,
    Op.RESTART_JOB: job_control.restart_job,
    Op.PAUSE_PRINTER: operator.pause_printer,
    Op.RESUME_PRINTER: operator.resume_printer,
    Op.PURGE_JOBS: job_control.purge_jobs,
    Op.SET_PRINTER_ATTRIBUTES: operator.set_printer_attributes,
    Op.SET_JOB_ATTRIBUTES: job_control.set_job_attributes,
    Op.GET_PRINTER_SUPPORTED_VALUES: operator.get_printer_supported_values,
    Op.CREATE_PRINTER_SUBSCRIPTIONS: subscribing.create_printer_subscriptions,
    Op.CREATE_JOB_SUBSCRIPTIONS: subscribing.create_job_subscriptions,
    Op.GET_SUBSCRIPTION_ATTRIBUTES: subscribing.get_subscription_attributes,
    Op.GET_SUBSCRIPTIONS: subscribing.get_subscriptions,
    Op.RENEW_SUBSCRIPTION: subscribing.renew_subscription,
    Op.CANCEL_SUBSCRIPTION: subscribing.cancel_subscription,
    Op.GET_NOTIFICATIONS: subscribing.get_notifications,
    Op.ENABLE_PRINTER: operator.enable_printer,
    Op.DISABLE_PRINTER: operator.disable_printer,
    Op.PAUSE_PRINTER_AFTER_CURRENT_JOB: operator.pause_after_current_job,
    Op.HOLD_NEW_JOBS: operator.hold_new_jobs,
    Op.RELEASE_HELD_NEW_JOBS: operator.release_held_new_jobs,
    Op.RESTART_PRINTER: operator.restart_printer,
    Op.SHUTDOWN_PRINTER: operator.shut_down_printer,
    Op.STARTUP_PRINTER: operator.start_up_printer,
    Op.REPROCESS_JOB: job_control.reprocess_job,
    Op.CANCEL_CURRENT_JOB: job_control.cancel_current_job,
    Op.CANCEL_DOCUMENT: documents.cancel_document,
    Op.GET_DOCUMENT_ATTRIBUTES: documents.get_document_attributes,
    Op.GET_DOCUMENTS: documents.get_documents,
    Op.SET_DOCUMENT_ATTRIBUTES: documents.set_document_attributes,
    Op.CANCEL_JOBS: job_control.cancel_jobs,
    Op.CANCEL_MY_JOBS: job_control.cancel_my_jobs,
    Op.RESUBMIT_JOB: job_control.reprocess_job,
    Op.CLOSE_JOB: printing.close_job,
    Op.IDENTIFY_PRINTER: operator.identify_printer,
}
"""By number: what a printer does when it is asked."""
