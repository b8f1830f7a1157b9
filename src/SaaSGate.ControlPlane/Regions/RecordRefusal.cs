using System.Data.Common;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Tells records that can never be taken in from a database that cannot take any now.</summary>
internal static class RecordRefusal
{
    // Classes of SQLSTATE that are about the data: data exception, integrity constraint violation, program limit exceeded.
    private static readonly string[] OfData = ["22", "23", "54"];

    /// <summary>
    /// Why the records are refused for good: a SQLSTATE, or the kind of a defect. Null when they are not at fault: an outage,
    /// the end of the connection, or a database that refuses everyone (wrong schema, no rights, read only).
    /// </summary>
    public static string? CodeOf(Exception exception) => exception switch
    {
        DbException { SqlState: { Length: > 2 } state } => OfData.Contains(state[..2]) ? state : null,
        DbException or OperationCanceledException or ObjectDisposedException or OutOfMemoryException => null,
        _ => Outage.Is(exception) ? null : exception.GetType().Name,
    };
}
