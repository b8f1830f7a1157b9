using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>A domain, and what proves it.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Record">Name of the TXT record.</param>
/// <param name="Text">What the record, or a line of the file, must say.</param>
/// <param name="File">Where the file must be.</param>
internal sealed record DomainAnswer(DomainView Domain, string Record, string Text, string File);
