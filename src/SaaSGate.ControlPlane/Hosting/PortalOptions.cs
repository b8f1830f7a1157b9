using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>Where the portal and the management API are served. Section <c>SaaSGate:Portal</c>.</summary>
public sealed record PortalOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Portal";

    /// <summary>Address that the portal, the API and the hub listen on, in plain HTTP; port 0 takes a free one.</summary>
    [Required]
    public Uri Listen { get; set; } = new("http://127.0.0.1:7400");

    /// <summary>Folder of the built portal; empty serves none.</summary>
    public string WebRoot { get; set; } = "";

    /// <summary>
    /// Address under which people reach the portal, where a proxy stands before it. With <c>https</c>, cookies are for TLS
    /// alone and browsers are told to come back over TLS only.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>IP addresses of proxies whose <c>X-Forwarded-For</c> is believed: who signs in too often is known by address.</summary>
    public string[] Proxies { get; set; } = [];

    /// <summary>How many sign-ins an address may try in a minute.</summary>
    [Range(1, 10_000)]
    public int SignInsPerMinute { get; set; } = 30;

    /// <summary>Origins of pages besides the portal's own that may use a person's cookie: the address before a proxy.</summary>
    public string[] Origins { get; set; } = [];

    /// <summary>Bytes that a request to the management API may have.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public long MaxBodyBytes { get; set; } = 1024 * 1024;

    internal bool IsSecure => PublicUrl?.Scheme == Uri.UriSchemeHttps;
}
