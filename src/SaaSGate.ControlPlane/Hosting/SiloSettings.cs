using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>This process as a silo. Section <c>SaaSGate:Silo</c>.</summary>
public sealed record SiloSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Silo";

    /// <summary>Address that other silos reach this one at.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port for other silos; 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>
    /// Silos of the same cluster find each other. Empty makes a cluster of its own at each start, so that the row of a killed
    /// silo holds nothing up: right wherever there is only one silo.
    /// </summary>
    public string ClusterId { get; set; } = "";
}
