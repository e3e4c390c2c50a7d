-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;
DROP TABLE IF EXISTS `group_members`;
CREATE TABLE `group_members` (
  `id` bigint NOT NULL AUTO_INCREMENT,
  `group_id` bigint NOT NULL,
  `user_id` bigint NOT NULL,
  `role` varchar(20) NOT NULL DEFAULT 'member',
  `joined_at` timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  UNIQUE KEY `unique_member` (`group_id`,`user_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO `group_members` VALUES (1,1,1,'owner','2024-03-01 08:00:00'),(2,1,2,'admin','2024-03-01 08:05:00'),(3,1,3,'member','2024-03-02 09:00:00'),(4,1,99,'member','2024-03-02 09:00:00'),(5,2,2,'owner','2024-03-03 00:00:00');
CREATE TABLE `groups_table` (
  `id` bigint NOT NULL AUTO_INCREMENT,
  `name` varchar(100) NOT NULL,
  `description` text,
  `avatar` varchar(255) DEFAULT NULL,
  `owner_id` bigint NOT NULL,
  `created_at` timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  `updated_at` timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO `groups_table` VALUES (1,'产品讨论组','Everything about the product; (really)',NULL,1,'2024-03-01 08:00:00','2024-03-01 08:00:00'),(2,'Bob\'s own',NULL,NULL,2,'2024-03-03 00:00:00','2024-03-03 00:00:00'),(3,'Nobody here','',NULL,77,'2024-03-03 00:00:00','2024-03-03 00:00:00');
CREATE TABLE `messages` (
  `id` bigint NOT NULL AUTO_INCREMENT,
  `sender_id` bigint NOT NULL,
  `receiver_id` bigint DEFAULT NULL,
  `group_id` bigint DEFAULT NULL,
  `content` text NOT NULL,
  `message_type` varchar(20) DEFAULT 'text',
  `created_at` timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  `is_read` tinyint(1) DEFAULT '0',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO `messages` VALUES (1,1,2,NULL,'你好，Bob！','text','2024-03-01 09:00:00',1),(2,2,1,NULL,'Hi Ann, it\'s me\\you \"there\"','text','2024-03-01 09:00:00',1),(3,1,2,NULL,'https://example.org/cat.png','image','2024-03-01 09:00:05',0),(4,1,NULL,1,'大家早上好 😀','text','2024-03-02 10:00:00',0),(5,3,NULL,1,'line one\nline two','text','2024-03-02 09:59:59',0);
INSERT INTO `messages` VALUES (6,2,1,NULL,'late\0 and last','text','2024-03-04 10:00:00',0),(7,1,1,NULL,'to myself','text','2024-03-04 10:00:00',0),(8,99,NULL,1,'from nobody','text','2024-03-04 10:00:00',0),(9,1,NULL,9,'to no group','text','2024-03-04 10:00:00',0),(10,1,2,NULL,'  ','text','2024-03-04 10:00:00',0);
CREATE TABLE `users` (
  `id` bigint NOT NULL AUTO_INCREMENT,
  `username` varchar(50) NOT NULL,
  `email` varchar(100) NOT NULL,
  `password_hash` varchar(255) NOT NULL,
  `avatar` varchar(255) DEFAULT NULL,
  `status` varchar(20) DEFAULT 'offline',
  `created_at` timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  `updated_at` timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  UNIQUE KEY `username` (`username`),
  UNIQUE KEY `email` (`email`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO `users` VALUES (1,'ann','ann@example.org','$2b$04$ZR14aQI85o6iV5F7wPzkv.K.dOoqXmUnKBsbAf4pmnW9JRvK1MfYa',NULL,'online','2024-02-28 12:00:00','2024-03-04 12:00:00'),(2,'bob','bob@example.org','$2b$04$LbOh9GUR0x2i2xQNwPTtqOiDnz70GrFxoRwjbgfPy3NGK86sxm3Gm','/avatars/bob.png','offline','2024-02-29 12:00:00','2024-03-04 12:00:00'),(3,'王:小明','not an address','plain text',NULL,'away','2024-02-29 12:00:00','2024-03-04 12:00:00');
-- Dump completed
