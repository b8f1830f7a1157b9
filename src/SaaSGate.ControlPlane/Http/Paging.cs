using SaaSGate.Postgres;

namespace SaaSGate.ControlPlane.Http;

/// <summary>Makes a page of rows of which one more was asked for than fits: the extra one says that there is more.</summary>
internal static class Paging
{
    public static Page<T> ToPage<T>(this List<T> rows, int size, Func<T, string> cursorOf)
    {
        if (rows.Count <= size)
            return new(rows, null);
        rows.RemoveRange(size, rows.Count - size);
        return new(rows, cursorOf(rows[^1]));
    }
}
