namespace SaaSGate.EndToEnd.Tests.BadInput;

/// <summary>Where to call, and with which key.</summary>
internal sealed record Door(Uri Gateway, string? Key);
