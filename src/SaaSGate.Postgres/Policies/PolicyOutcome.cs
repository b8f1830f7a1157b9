namespace SaaSGate.Postgres.Policies;

/// <summary>What became of a change of a policy.</summary>
public enum PolicyOutcome
{
    /// <summary>It was made.</summary>
    Done,

    /// <summary>It waits for another person.</summary>
    Asked,

    /// <summary>There is no such policy or version.</summary>
    NotThere,

    /// <summary>Somebody changed the policy since it was read.</summary>
    Changed,

    /// <summary>The version, or the policy, is not in a state in which this can be done.</summary>
    WrongState,

    /// <summary>Another person must do this.</summary>
    AnotherPerson,

    /// <summary>The name is taken.</summary>
    NameTaken,
}
