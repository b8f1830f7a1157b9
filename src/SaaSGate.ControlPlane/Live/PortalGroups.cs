namespace SaaSGate.ControlPlane.Live;

/// <summary>The one place that names what hub connections listen to.</summary>
internal static class PortalGroups
{
    public static string Organisation(string organisationId) => organisationId;

    public static string Session(string organisationId, string sessionId) => GrainKeys.Of(organisationId, sessionId);
}
