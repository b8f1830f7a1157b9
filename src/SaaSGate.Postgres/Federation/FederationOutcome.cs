namespace SaaSGate.Postgres.Federation;

/// <summary>What came of a change to a provider or a domain.</summary>
public enum FederationOutcome
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>Not there.</summary>
    NotFound,

    /// <summary>Changed since it was read.</summary>
    Changed,

    /// <summary>The name is taken.</summary>
    NameTaken,

    /// <summary>As many as fit.</summary>
    Full,

    /// <summary>A domain leads to the provider, or requires it.</summary>
    InUse,

    /// <summary>The domain is not proven.</summary>
    NotProven,

    /// <summary>The domain would lead to a provider that is not there.</summary>
    UnknownProvider,

    /// <summary>The provider vouches for people who may do more than who would change it.</summary>
    Beyond,
}
