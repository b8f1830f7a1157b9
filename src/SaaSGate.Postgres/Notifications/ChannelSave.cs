namespace SaaSGate.Postgres.Notifications;

/// <summary>What became of an edit of a channel.</summary>
public enum ChannelSave
{
    /// <summary>It is so now.</summary>
    Saved,

    /// <summary>There is no such channel.</summary>
    NotFound,

    /// <summary>Another of the organisation has the name.</summary>
    NameTaken,

    /// <summary>Someone else changed it.</summary>
    ChangedMeanwhile,
}
