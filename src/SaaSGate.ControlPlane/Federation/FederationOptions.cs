using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>How identity providers and domains are asked. Section <c>SaaSGate:Federation</c>.</summary>
internal sealed record FederationOptions
{
    public const string Section = "SaaSGate:Federation";

    /// <summary>How long an identity provider or a name server may take to answer.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often security events are fetched where they are not pushed, and it is looked whose keys are due.</summary>
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one poll may take, with all that it brings.</summary>
    public TimeSpan PollPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream is left alone whose events could not be fetched.</summary>
    public TimeSpan PollAfterFailure { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Name servers that prove domains, as <c>address:port</c>; those of the system when empty.</summary>
    public string[] NameServers { get; set; } = [];

    /// <summary>Where the file that proves a domain is fetched; <c>{domain}</c> stands for the domain.</summary>
    [Required]
    public string ProofFile { get; set; } = "https://{domain}/.well-known/saasgate-domain.txt";

    /// <summary>PEM that the certificate of that place must lead to; null for public ones.</summary>
    public string? ProofAuthority { get; set; }
}
