using System.Text.Json.Nodes;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>One <c>dev</c> for a test class: without the demo's traffic, with the demo's rules or none.</summary>
/// <param name="options">More options of <c>dev</c>.</param>
public abstract class RunningDev(params string[] options) : IAsyncLifetime
{
    private readonly DevPlace _place = new();
    private SaaSGateProcess? _process;
    private JsonObject _facts = [];

    internal Uri Gateway => new((string)_facts["gateway"]!);

    internal Uri Simulator => new((string)_facts["upstream"]!);

    internal string Postgres => (string)_facts["postgres"]!;

    internal string Data => _place.Data;

    internal ManagementApi Api { get; private set; } = null!;

    /// <summary>Everything that a skill, a program or a person of the demo signs in with.</summary>
    internal IReadOnlyList<string> Secrets =>
    [
        .. Skills.Select(skill => (string)skill!["key"]!), (string)_facts["demo"]!["apiToken"]!, (string)_facts["demo"]!["scimToken"]!,
        .. new[] { "admin", "reviewer", "partner" }.Select(person => (string)_facts["demo"]![person]!["password"]!),
    ];

    private JsonArray Skills => _facts["demo"]!["skills"]!.AsArray();

    /// <summary>The key of a skill of the demo.</summary>
    internal string KeyOf(string skill) => Skill(skill, "key");

    internal string IdOf(string skill) => Skill(skill, "id");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _process = SaaSGateProcess.Start([.. _place.Arguments, .. options]);
        _facts = await _process.ReadyAsync();
        Api = new(new((string)_facts["api"]! + "/"), (string)_facts["demo"]!["apiToken"]!);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Api?.Dispose();
        if (_process is not null)
        {
            await _process.SignalAsync("TERM");
            await _process.EndAsync();
            _process.Dispose();
        }
        _place.Dispose();
    }

    private string Skill(string name, string member) => (string)Skills.First(skill => (string)skill!["name"]! == name)![member]!;
}
