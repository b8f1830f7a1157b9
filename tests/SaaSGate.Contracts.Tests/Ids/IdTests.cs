using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Ids;
using Xunit;

namespace SaaSGate.Contracts.Tests.Ids;

public sealed class IdTests
{
    [Fact]
    public void Carries_its_prefix_and_reads_back()
    {
        var id = Id<Skill>.New(TimeProvider.System);
        Assert.Matches("^skl_[0-9a-hjkmnp-tv-z]{26}$", id.Value);
        Assert.True(Id<Skill>.TryParse(id.Value, out var read));
        Assert.Equal(id, read);
    }

    [Fact]
    public void Sorts_by_the_time_at_which_it_was_made()
    {
        var clock = new FakeTimeProvider();
        var ids = new List<string>();
        for (var i = 0; i < 100; i++, clock.Advance(TimeSpan.FromMilliseconds(1)))
            ids.Add(Id<Exchange>.New(clock).Value);
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void The_first_of_a_moment_stands_between_what_is_made_before_and_then()
    {
        var clock = new FakeTimeProvider();
        var before = Id<AuditEntry>.New(clock);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var first = Id<AuditEntry>.FirstOf(clock.GetUtcNow());
        var after = Id<AuditEntry>.New(clock);
        Assert.Equal([before, first, after], new[] { after, first, before }.OrderBy(id => id.Value, StringComparer.Ordinal));
        Assert.True(Id<AuditEntry>.TryParse(first.Value, out _));
    }

    [Fact]
    public void What_is_derived_from_the_same_is_the_same_and_sorts_by_its_moment()
    {
        var clock = new FakeTimeProvider();
        var at = clock.GetUtcNow();
        byte[] digest = [.. Enumerable.Repeat((byte)0xFF, 32)], other = [.. digest.Select((value, i) => i == 15 ? (byte)0 : value)];
        var derived = Id<Session>.Derive(at, digest);
        Assert.Equal(derived, Id<Session>.Derive(at, digest));
        Assert.NotEqual(derived, Id<Session>.Derive(at, other));
        Assert.True(Id<Session>.TryParse(derived.Value, out _));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var later = Id<Session>.New(clock).Value;
        Assert.Equal([Id<Session>.FirstOf(at).Value, derived.Value, later], new[] { later, derived.Value, Id<Session>.FirstOf(at).Value }.Order(StringComparer.Ordinal));
        Assert.Equal(Base32.Encode(new Guid(0, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0])), Id<Session>.Derive(DateTimeOffset.UnixEpoch, new byte[16]).Value[4..]);
        Assert.Equal(Base32.Encode(new Guid(0, 0, 0x7FFF, [0xBF, 255, 255, 255, 255, 255, 255, 255])), Id<Session>.Derive(DateTimeOffset.UnixEpoch, digest).Value[4..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("skl_")]
    [InlineData("org_00000000000000000000000000")]
    [InlineData("skl_0000000000000000000000000")]
    [InlineData("skl_0000000000000000000000000l")]
    [InlineData("skl_0000000000000000000000000A")]
    public void Refuses_text_that_is_not_an_id_of_its_kind(string text)
    {
        Assert.False(Id<Skill>.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Id<Skill>.Parse(text));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Id<Skill>>(JsonSerializer.Serialize(text)));
    }

    [Fact]
    public void Is_a_plain_string_in_json()
    {
        var id = Id<Session>.New(TimeProvider.System);
        Assert.Equal($"\"{id.Value}\"", JsonSerializer.Serialize(id));
        Assert.Equal(id, JsonSerializer.Deserialize<Id<Session>>(JsonSerializer.Serialize(id)));
    }

    [Fact]
    public void Says_so_when_it_was_never_set() => Assert.Throws<InvalidOperationException>(() => default(Id<Skill>).Value);
}
