using System.Data.Common;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Tells a database that is out of reach from everything else.</summary>
internal static class Outage
{
    /// <summary>True when it makes sense to try the same again: the connection broke, timed out, or the server is starting or stopping.</summary>
    public static bool Is(Exception exception) => exception is TimeoutException or IOException or DbException { IsTransient: true };
}
