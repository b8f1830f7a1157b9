namespace SaaSGate.ControlPlane.Billing;

/// <summary>What was, and will be, paid.</summary>
/// <param name="Upcoming">The next invoice as it stands; null where none will come.</param>
/// <param name="Invoices">The youngest first.</param>
internal sealed record InvoicesView(InvoiceView? Upcoming, IReadOnlyList<InvoiceView> Invoices);
