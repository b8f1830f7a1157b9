namespace SaaSGate.TestKit;

/// <summary>A mail as a server took it.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="Data">Everything between DATA and the dot, without the doubled dots.</param>
/// <param name="Secure">Whether it came over TLS.</param>
/// <param name="SignedIn">Who had signed in; null where nobody had.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Data, bool Secure, string? SignedIn);
