namespace SaaSGate.ControlPlane.Regions;

/// <summary>Marks connections that came in by the region link's door.</summary>
internal sealed class LinkConnectionFeature
{
    public static LinkConnectionFeature Instance { get; } = new();
}
