using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Approvals;

/// <summary>A place in a list of approvals, newest first. As text: Unix microseconds, a dot and the id.</summary>
/// <param name="CreatedAt">Of the last one given.</param>
/// <param name="Id">Of the last one given.</param>
public readonly record struct ApprovalCursor(DateTimeOffset CreatedAt, Id<Approval> Id)
{
    /// <summary>Reads a cursor.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ApprovalCursor cursor)
    {
        cursor = default;
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0 || !long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
            || micros > DateTimeOffset.MaxValue.Subtract(DateTimeOffset.UnixEpoch).TotalMicroseconds || !Id<Approval>.TryParse(text![(dot + 1)..], out var id))
            return false;
        cursor = new(DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond), id);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(CreatedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}.{Id}");
}
