using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Federation;

/// <summary>A domain of e-mail addresses that an organisation says is its own.</summary>
/// <param name="Id">Its id, <c>dom_…</c>.</param>
/// <param name="Name">The domain, in small letters.</param>
/// <param name="Token">What the DNS record or the file must show.</param>
/// <param name="ProvenAt">When it was shown; null before.</param>
/// <param name="ProvenBy">dns or file.</param>
/// <param name="ProviderId">The identity provider that people with an address of the domain are sent to.</param>
/// <param name="Required">Whether passwords open nothing here for addresses of the domain.</param>
/// <param name="Version">For ETags.</param>
public sealed record DomainView(
    string Id, string Name, string Token, DateTimeOffset? ProvenAt, [property: AllowedValues("dns", "file")] string? ProvenBy, string? ProviderId, bool Required, long Version);
