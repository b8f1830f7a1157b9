namespace SaaSGate.ControlPlane.Billing;

/// <summary>What is taken off an invoice.</summary>
/// <param name="Name">The coupon's.</param>
/// <param name="AmountCents">How much.</param>
internal sealed record InvoiceDiscountView(string Name, long AmountCents);
