namespace SaaSGate.Postgres.Scim;

/// <summary>How a column is compared.</summary>
internal enum FilterColumnKind
{
    Id,
    SmallLetters,
    Boolean,
    Time,
}
