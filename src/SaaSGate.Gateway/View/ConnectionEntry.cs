using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.View;

/// <summary>A Claude endpoint and the credential for it, which lives in memory only.</summary>
internal sealed record ConnectionEntry(string Id, string Name, Uri BaseUrl, string Credential, string Kind = UpstreamCredential.ApiKey)
{
    /// <summary>The base URL without a slash at its end: what stands before every path.</summary>
    public string Prefix { get; } = BaseUrl.AbsoluteUri.TrimEnd('/');

    /// <summary>Never prints the credential.</summary>
    public override string ToString() => $"{Name} ({Id})";
}
