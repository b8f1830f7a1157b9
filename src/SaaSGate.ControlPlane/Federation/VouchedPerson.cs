using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Whom an identity provider has signed in, whatever it speaks.</summary>
/// <param name="Named">Who.</param>
/// <param name="Session">The provider's session, where it gives one.</param>
/// <param name="ProvenAt">When the person showed the provider who they are; null where it does not say.</param>
/// <param name="Until">When the sign-in is over at the latest; null where the provider does not say.</param>
internal sealed record VouchedPerson(NamedSubject Named, string? Session, DateTimeOffset? ProvenAt, DateTimeOffset? Until);
