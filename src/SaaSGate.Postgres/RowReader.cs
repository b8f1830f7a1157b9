using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;

namespace SaaSGate.Postgres;

/// <summary>
/// Builds a reader of rows for a record: constructor parameters and settable properties are taken from the columns of
/// their names (<c>last_at</c> for <c>LastAt</c>), records inside it from columns with its name in front
/// (<c>owner_id</c>, <c>owner_name</c> for <c>Owner</c>). Lists of records begin empty; the store fills them.
/// </summary>
internal static class RowReader<T>
{
    private static readonly ConcurrentDictionary<string, Func<NpgsqlDataReader, T>> Known = new();

    /// <exception cref="InvalidOperationException">A column that the record needs is not in the result.</exception>
    public static Func<NpgsqlDataReader, T> For(NpgsqlDataReader reader)
    {
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        return Known.GetOrAdd(string.Join(',', columns), _ => Compile(columns));
    }

    private static Func<NpgsqlDataReader, T> Compile(string[] columns)
    {
        var places = columns.Select((name, ordinal) => (Name: name.Replace("_", "", StringComparison.Ordinal), ordinal))
            .ToDictionary(column => column.Name, column => column.ordinal, StringComparer.OrdinalIgnoreCase);
        var reader = Expression.Parameter(typeof(NpgsqlDataReader));
        return Expression.Lambda<Func<NpgsqlDataReader, T>>(Build(typeof(T), "", places, reader), reader).Compile();
    }

    private static Expression Build(Type type, string prefix, Dictionary<string, int> places, ParameterExpression reader)
    {
        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        var arguments = constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, prefix + parameter.Name, places, reader)
            ?? throw new InvalidOperationException($"{type.Name} needs a column {prefix + parameter.Name}.")).ToArray();
        var created = Expression.New(constructor, arguments);
        if (arguments.Length > 0)
            return created;
        var bindings = new List<MemberBinding>();
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null))
        {
            if (Value(property.PropertyType, prefix + property.Name, places, reader) is { } value)
                bindings.Add(Expression.Bind(property, value));
            else if (property.IsDefined(typeof(RequiredMemberAttribute), inherit: false))
                throw new InvalidOperationException($"{type.Name} needs a column {prefix + property.Name}.");
        }

        return Expression.MemberInit(created, bindings);
    }

    private static Expression? Value(Type type, string name, Dictionary<string, int> places, ParameterExpression reader)
    {
        if (places.TryGetValue(name, out var ordinal))
            return Column(type, ordinal, reader);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && IsRecord(type.GetGenericArguments()[0]))
            return Expression.Convert(Expression.Call(typeof(Array), nameof(Array.Empty), [type.GetGenericArguments()[0]]), type);
        return IsRecord(type) && places.Keys.Any(column => column.StartsWith(name, StringComparison.OrdinalIgnoreCase)) ? Build(type, name, places, reader) : null;
    }

    private static Expression Column(Type type, int ordinal, ParameterExpression reader)
    {
        var stored = type == typeof(IReadOnlyList<string>) ? typeof(string[]) : Nullable.GetUnderlyingType(type) ?? type;
        var place = Expression.Constant(ordinal);
        Expression value = Expression.Convert(Expression.Call(reader, nameof(NpgsqlDataReader.GetFieldValue), [stored], place), type);
        var empty = type.IsValueType && Nullable.GetUnderlyingType(type) is null ? null : Expression.Default(type);
        return empty is null ? value : Expression.Condition(Expression.Call(reader, nameof(NpgsqlDataReader.IsDBNull), null, place), empty, value);
    }

    private static bool IsRecord(Type type) => type.IsClass && type != typeof(string) && !type.IsArray && type != typeof(JsonElement);
}
