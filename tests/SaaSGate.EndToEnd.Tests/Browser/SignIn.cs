namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>How a person of the demo signs in.</summary>
internal sealed record SignIn(string Email, string Password);
