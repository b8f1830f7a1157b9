namespace SaaSGate.Simulator.Content;

/// <summary>An invented customer. The card passes Luhn, telephone numbers are of ranges kept for fiction, addresses end in <c>.example</c>.</summary>
internal sealed record Person(string Name, string Email, string Phone, string Card, string SocialSecurity, string City, string Company);
