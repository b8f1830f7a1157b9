namespace SaaSGate.Postgres.Embedded;

/// <summary>Where and how <see cref="EmbeddedPostgres"/> runs.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// The server's directory: <c>data</c>, <c>password</c> and <c>lock</c> inside. Made when it is not there. Where an
    /// unprivileged user must run the server and cannot reach it, it becomes a link to a directory that they can.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The folder <c>node_modules</c> with the binaries; null looks for <c>web/node_modules</c> above the program and the current directory.</summary>
    public string? NodeModules { get; init; }

    /// <summary>False trades every guarantee for speed (<c>fsync=off</c> and more). For tests alone.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Gets each line that the server logs, on a pool thread.</summary>
    public Action<string>? Log { get; init; }
}
