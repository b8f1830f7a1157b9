using System.Data.Common;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Tells records that can never be taken in from a database that cannot take any now.</summary>
internal static class RecordRefusal
{
    /// <summary>
    /// Why the records are refused for good: a SQLSTATE, or the kind of a defect. Null when they are not at fault: an outage,
    /// the end of the connection, or a database that refuses everyone (wrong schema, no rights, read only).
    /// </summary>
    public static string? CodeOf(Exception exception) => exception switch
    {
        DbException failed when DataErrors.Is(failed) => failed.SqlState,
        DbException or OperationCanceledException or ObjectDisposedException or OutOfMemoryException => null,
        _ => Outage.Is(exception) ? null : exception.GetType().Name,
    };
}
