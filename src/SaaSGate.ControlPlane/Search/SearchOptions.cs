using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Search;

/// <summary>How searches are told from keystrokes. Section <c>SaaSGate:Search</c>.</summary>
internal sealed record SearchOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Search";

    /// <summary>How long keys rest before a search is made.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:00:10")]
    public TimeSpan Rest { get; set; } = TimeSpan.FromSeconds(2);
}
