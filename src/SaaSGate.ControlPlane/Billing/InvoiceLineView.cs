namespace SaaSGate.ControlPlane.Billing;

/// <summary>One thing that an invoice is for.</summary>
/// <param name="Description">In words.</param>
/// <param name="Quantity">How many.</param>
/// <param name="AmountCents">For all of them.</param>
internal sealed record InvoiceLineView(string Description, long? Quantity, long AmountCents);
