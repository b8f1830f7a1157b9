namespace SaaSGate.ControlPlane.Billing;

/// <summary>Something that who pays ought to know.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="Text">For people.</param>
internal sealed record NoticeView(string Name, string Severity, string Text);
