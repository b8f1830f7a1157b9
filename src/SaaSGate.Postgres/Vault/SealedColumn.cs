namespace SaaSGate.Postgres.Vault;

/// <summary>A column with envelopes of the vault.</summary>
/// <param name="Table">With its schema. Tables of the schema tenant are gone through organisation by organisation.</param>
/// <param name="Column">The column.</param>
/// <param name="Keys">The columns that name a row, without the organisation; none where there is one row.</param>
public sealed record SealedColumn(string Table, string Column, params IReadOnlyList<string> Keys)
{
    /// <summary>Whether rows belong to organisations.</summary>
    public bool IsOfTenants => Table.StartsWith("tenant.", StringComparison.Ordinal);
}
