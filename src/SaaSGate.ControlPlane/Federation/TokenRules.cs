namespace SaaSGate.ControlPlane.Federation;

/// <summary>What a signed token of an identity provider must be.</summary>
/// <param name="Issuer">Exactly.</param>
/// <param name="Audiences">One of these must be among its own.</param>
/// <param name="Types">Values of <c>typ</c> that it may have; null for any. An absent one is the empty string.</param>
/// <param name="Expires">Whether <c>exp</c> must be there; false where it must not (RFC 8417, section 2.2).</param>
/// <param name="LongestAge">How long ago it may have been made at most.</param>
internal sealed record TokenRules(string Issuer, IReadOnlyList<string> Audiences, IReadOnlyList<string>? Types, bool Expires, TimeSpan LongestAge);
