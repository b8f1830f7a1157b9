using System.Data.Common;

namespace SaaSGate.Postgres.Recording;

/// <summary>Tells errors that are about the data, which is refused however often it comes, from those of a database that refuses everyone.</summary>
public static class DataErrors
{
    /// <summary>Whether the data is at fault: classes 22 (data exception), 23 (integrity constraint violation) and 54 (program limit exceeded) of SQLSTATE.</summary>
    public static bool Is(DbException failed)
    {
        ArgumentNullException.ThrowIfNull(failed);
        return failed.SqlState is { Length: > 2 } state && state[..2] is "22" or "23" or "54";
    }
}
