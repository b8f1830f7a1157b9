using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>Where the portal and the management API are served. Section <c>SaaSGate:Portal</c>.</summary>
public sealed record PortalOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Portal";

    /// <summary>Address that the portal, the API and the hub listen on; port 0 takes a free one.</summary>
    [Required]
    public Uri Listen { get; set; } = new("http://127.0.0.1:7400");

    /// <summary>Folder of the built portal; empty serves none.</summary>
    public string WebRoot { get; set; } = "";

    /// <summary>Origins of pages besides the portal's own that may use a person's cookie: the address before a proxy.</summary>
    public string[] Origins { get; set; } = [];

    /// <summary>Bytes that a request to the management API may have.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public long MaxBodyBytes { get; set; } = 1024 * 1024;
}
