namespace SaaSGate.Gateway.View;

/// <summary>A Claude endpoint and the credential for it, which lives in memory only.</summary>
internal sealed record ConnectionEntry(string Id, string Name, Uri BaseUrl, string Credential)
{
    /// <summary>Never prints the credential.</summary>
    public override string ToString() => $"{Name} ({Id})";
}
