--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
CREATE TYPE public.chattype AS ENUM ('PRIVATE', 'ROOM', 'GROUP');
CREATE TABLE public.users (
    id uuid NOT NULL,
    username character varying(50) NOT NULL,
    email character varying(255) NOT NULL,
    display_name character varying(100),
    password_hash character varying(255) NOT NULL,
    avatar_url character varying(500),
    is_active boolean,
    created_at timestamp without time zone DEFAULT now(),
    last_seen timestamp without time zone
);
CREATE TABLE public.messages (
    id uuid NOT NULL,
    from_user_id uuid NOT NULL,
    to_user_id uuid,
    room_id character varying(100),
    group_id uuid,
    content text NOT NULL,
    message_type public.messagetype NOT NULL,
    chat_type public.chattype NOT NULL,
    reply_to_id uuid,
    is_edited boolean,
    created_at timestamp without time zone DEFAULT now()
);
COPY public.messages (id, from_user_id, to_user_id, room_id, group_id, content, message_type, chat_type, reply_to_id, is_edited, created_at) FROM stdin;
aaaaaaaa-0000-4000-8000-000000000002	11111111-0000-4000-8000-000000000002	11111111-0000-4000-8000-000000000001	\N	\N	第二\\条\\n\n消息	TEXT	PRIVATE	aaaaaaaa-0000-4000-8000-000000000001	t	2024-01-02 10:00:01.5
aaaaaaaa-0000-4000-8000-000000000001	11111111-0000-4000-8000-000000000001	11111111-0000-4000-8000-000000000002	\N	\N	第一条消息	TEXT	PRIVATE	\N	f	2024-01-02 10:00:00.123456
aaaaaaaa-0000-4000-8000-000000000003	11111111-0000-4000-8000-000000000001	\N	general	\N	hello room	TEXT	ROOM	\N	f	2024-01-02 10:00:02
aaaaaaaa-0000-4000-8000-000000000004	11111111-0000-4000-8000-000000000002	\N	lounge	\N	a picture	IMAGE	ROOM	\N	f	2024-01-02 10:00:03
\.
INSERT INTO public.messages VALUES ('aaaaaaaa-0000-4000-8000-000000000005', '11111111-0000-4000-8000-000000000002', NULL, NULL, '22222222-0000-4000-8000-000000000001', 'it''s a group\', 'TEXT', 'GROUP', NULL, false, '2024-01-03 00:00:00+00');
COPY public.users (id, username, email, display_name, password_hash, avatar_url, is_active, created_at, last_seen) FROM stdin;
11111111-0000-4000-8000-000000000001	ann	Ann@Example.org	Ann 安	$2b$04$ZR14aQI85o6iV5F7wPzkv.K.dOoqXmUnKBsbAf4pmnW9JRvK1MfYa	\N	t	2024-01-01 00:00:00	2024-01-04 12:00:00
11111111-0000-4000-8000-000000000002	bob	bob@example.org	\N	$2b$04$LbOh9GUR0x2i2xQNwPTtqOiDnz70GrFxoRwjbgfPy3NGK86sxm3Gm	https://example.org/bob.png	f	2024-01-01 00:00:00	\N
\.
SELECT pg_catalog.setval('public.alembic', 1, false);
